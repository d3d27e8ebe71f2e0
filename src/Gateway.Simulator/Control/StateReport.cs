using System.Text.Json;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.Control;

/// <summary>What <c>GET /_sim/state</c> answers: all of it seen at one moment. Never holds a token.</summary>
internal sealed class StateReport(GatewayServer server, DispatchPacer pacer)
{
    /// <summary>Of sessions that ended, of violations and of faults, this many of the latest are in a report.</summary>
    public const int Latest = 50;

    private readonly RateMeter _meter = new();

    public byte[] Write()
    {
        // Before the server's lock, which is taken while the pacer's is held.
        var pending = pacer.Pending;
        var state = server.State;
        return state.Locked(() => JsonBody.Write(json => Write(json, state, pending)));
    }

    private void Write(Utf8JsonWriter json, ServerState state, long pending)
    {
        var counters = state.Ledger.Counters;
        var rates = _meter.Read(state.Now, counters);
        json.WriteSeconds("time", state.Now);
        json.WriteString("gateway_url", state.GatewayUrl.OriginalString.TrimEnd('/'));
        json.WriteString("resume_url", state.ResumeUrl.OriginalString.TrimEnd('/'));
        json.WriteBoolean("resume_host_retired", state.ResumeHostIsRetired);
        json.WriteStartObject("rates");
        json.WriteNumber("dispatches_per_second", Math.Round(rates.Dispatches, 1));
        json.WriteNumber("payloads_per_second", Math.Round(rates.Payloads, 1));
        json.WriteSeconds("over_seconds", rates.Over);
        json.WriteEndObject();
        json.WriteStartObject("traffic");
        json.WriteNumber("events_per_second", server.Traffic.EventsPerSecond);
        json.WriteNumber("pending_dispatches", pending);
        json.WriteEndObject();
        WriteCounters(json, counters);
        WriteLimit(json, state);
        ShardReport.Write(json, state);
        WriteSessions(json, state);
        WriteConnections(json, state);
        WriteViolations(json, state.Ledger);
        WriteFaults(json);
    }

    private static void WriteCounters(Utf8JsonWriter json, ServerCounters counters)
    {
        json.WriteStartObject("counters");
        json.WriteNumber("connections_opened", counters.ConnectionsOpened);
        json.WriteNumber("upgrades_refused", counters.UpgradesRefused);
        json.WriteNumber("identifies", counters.Identifies);
        json.WriteNumber("identifies_refused", counters.IdentifiesRefused);
        json.WriteNumber("resumes_accepted", counters.ResumesAccepted);
        json.WriteNumber("resumes_refused", counters.ResumesRefused);
        json.WriteNumber("heartbeats", counters.Heartbeats);
        json.WriteNumber("payloads_received", counters.PayloadsReceived);
        json.WriteNumber("dispatches", counters.Dispatches);
        json.WriteNumber("replayed", counters.Replayed);
        json.WriteNumber("slow_clients_aborted", counters.SlowClientsAborted);
        json.WriteEndObject();
    }

    private static void WriteLimit(Utf8JsonWriter json, ServerState state)
    {
        json.WriteStartArray("session_start_limits");
        foreach (var application in state.Applications)
        {
            var limit = application.Limit(state.Now);
            json.WriteStartObject();
            json.WriteBoolean("token_is_valid", application.Token is not null);
            json.WriteNumber("total", limit.Total);
            json.WriteNumber("remaining", limit.Remaining);
            json.WriteNumber("max_concurrency", limit.MaxConcurrency);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSessions(Utf8JsonWriter json, ServerState state)
    {
        json.WriteStartArray("sessions");
        var ended = state.Sessions.All.Where(s => !s.IsAlive).OrderBy(s => s.EndedAt).TakeLast(Latest);
        foreach (var session in state.Sessions.Living.Concat(ended))
        {
            json.WriteStartObject();
            json.WriteString("id", session.Id);
            json.WriteShard(session.Shard);
            json.WriteNumber("intents", session.Intents);
            json.WriteSeconds("created_at", session.CreatedAt);
            json.WriteNumberOrNull("connection", session.Attached?.Id);
            json.WriteNumber("sequence", session.Sequence);
            json.WriteNumber("dispatches", session.Log.TotalCount);
            if (session.EndedAt is { } endedAt)
            {
                json.WriteSeconds("ended_at", endedAt);
                json.WriteString("ended_by", session.EndedBy.ToString());
                json.WriteString("end_cause", session.EndCause?.ToString());
                json.WriteNumberOrNull("end_code", session.EndCode);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteConnections(Utf8JsonWriter json, ServerState state)
    {
        json.WriteStartArray("connections");
        foreach (var connection in state.Connections.All)
        {
            json.WriteStartObject();
            json.WriteNumber("id", connection.Id);
            json.WriteShard(connection.Shard);
            json.WriteString("session", connection.Session?.Id);
            json.WriteBoolean("open", connection.IsOpen);
            json.WriteBoolean("half_open", connection.IsHalfOpen);
            json.WriteBoolean("reading", !connection.IsDeaf && !connection.IsHalfOpen);
            json.WriteSeconds("opened_at", connection.OpenedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteViolations(Utf8JsonWriter json, Ledger ledger)
    {
        json.WriteStartObject("violations");
        json.WriteNumber("total", ledger.ByKind.Values.Sum());
        json.WriteStartObject("by_kind");
        foreach (var (kind, count) in ledger.ByKind.OrderBy(p => p.Key))
        {
            json.WriteNumber(kind.ToString(), count);
        }

        json.WriteEndObject();
        json.WriteStartArray("latest");
        foreach (var violation in ledger.Violations.TakeLast(Latest))
        {
            json.WriteViolation(violation);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteFaults(Utf8JsonWriter json)
    {
        var (count, latest) = server.Faults.Summary(Latest);
        json.WriteStartObject("faults");
        json.WriteNumber("applied", count);
        json.WriteStartArray("latest");
        foreach (var fault in latest)
        {
            json.WriteFault(fault);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
