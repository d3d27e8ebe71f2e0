using System.Globalization;
using System.Text.Json;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Traffic;
using Microsoft.AspNetCore.Http;

namespace Gateway.Simulator.Control;

/// <summary>What a POST to the control API does.</summary>
internal sealed class ControlOrders(GatewayServer server, DispatchPacer pacer)
{
    public ControlAnswer Dispatch(ControlRequest request)
    {
        var order = DispatchOrder.Read(request.Body);
        // The first is sent here even when there is a rate, so that what cannot be sent is refused here.
        var now = order.Rate is null ? order.Count : 1;
        var sessions = new HashSet<string>();
        long dispatched = 0, first = 0, last = 0;
        for (var i = 0; i < now; i++)
        {
            foreach (var receipt in order.Send(server))
            {
                sessions.Add(receipt.SessionId);
                first = dispatched++ == 0 ? receipt.Serial : first;
                last = receipt.Serial;
            }
        }

        var pending = order.Count - now;
        if (pending > 0 && !pacer.TryAdd(pending, order.Rate!.Value, () => order.Send(server)))
        {
            throw new ControlRefusal(
                StatusCodes.Status429TooManyRequests, "rate", order.Rate.Value.ToString(CultureInfo.InvariantCulture),
                $"{DispatchPacer.MaxOrders} orders with a rate at one time");
        }

        return ControlAnswer.Json(json =>
        {
            json.WriteNumber("dispatched", dispatched);
            json.WriteNumber("pending", pending);
            json.WriteNumber("sessions", sessions.Count);
            json.WriteNumber("first_serial", first);
            json.WriteNumber("last_serial", last);
        });
    }

    public ControlAnswer Fault(ControlRequest request)
    {
        var receipt = server.Faults.Apply(FaultOrder.FromJson(request.Body));
        return ControlAnswer.Json(json =>
        {
            json.WriteString("verb", FaultCatalog.Of(receipt.Order.Verb).Name);
            json.WriteNumber("hits", receipt.Hits);
            json.WriteStartArray("applied");
            foreach (var fault in receipt.Applied.Take(StateReport.Latest))
            {
                json.WriteFault(fault);
            }

            json.WriteEndArray();
        });
    }

    public ControlAnswer RunPlan(ControlRequest request)
    {
        var plan = FaultPlan.FromJson(request.Body);
        server.Faults.Run(plan);
        return ControlAnswer.Json(json =>
        {
            json.WriteNumber("deck", plan.Deck.Count);
            json.WriteNumber("steps", plan.Steps.Count);
        });
    }

    public ControlAnswer SetTraffic(ControlRequest request)
    {
        const string Rate = "events_per_second";
        var fields = new ControlFields(request.Body, "", Rate);
        server.Traffic.EventsPerSecond = fields.Number(Rate, 0, TrafficGenerator.MaxEventsPerSecond, "events a second and session")
            ?? throw fields.Bad(Rate, string.Create(CultureInfo.InvariantCulture, $"0 to {TrafficGenerator.MaxEventsPerSecond} events a second and session"));
        return ControlAnswer.Json(json => json.WriteNumber(Rate, server.Traffic.EventsPerSecond));
    }

    public ControlAnswer Reset(ControlRequest request)
    {
        _ = new ControlFields(request.Body, "", []);
        pacer.Clear();
        var connections = server.Connections.Count;
        server.Restart();
        return ControlAnswer.Json(json => json.WriteNumber("connections_dropped", connections));
    }
}
