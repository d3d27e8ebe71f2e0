using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Gateway.Core;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace SansIo;

/// <summary>
/// The main loop: the only thread that enters the machine. Inputs of the other threads come through a queue; when none
/// comes before the machine's next deadline, the deadline itself is the input.
/// </summary>
internal sealed class ShardLoop(ShardMachine machine, GatewayCompression compression, string token)
{
    private readonly BlockingCollection<Action<TimeSpan>> _inputs = [];
    private readonly long _origin = Stopwatch.GetTimestamp();
    private BlockingConnection? _connection;
    private ShardEnd? _end;

    /// <summary>The machine's clock: time since any fixed moment that never goes back.</summary>
    private TimeSpan Now => Stopwatch.GetElapsedTime(_origin);

    /// <summary>Runs until the shard has ended, on the caller's thread.</summary>
    public ShardEnd Run()
    {
        machine.Start(Now);
        PerformActions();
        while (_end is null)
        {
            if (_inputs.TryTake(out var input, UntilDeadline()))
            {
                input(Now);
            }
            else
            {
                machine.OnDeadline(Now);
            }

            PerformActions();
        }

        return _end;
    }

    /// <summary>Ends the run; the session is kept. From any thread.</summary>
    public void Stop() => _inputs.Add(now => machine.OnStop(keepSession: true, now));

    // Rounded up, so that the deadline has come when the wait is over; -1 is for ever.
    private int UntilDeadline() => machine.NextDeadline is { } at
        ? (int)Math.Clamp(Math.Ceiling((at - Now).TotalMilliseconds), 0, int.MaxValue)
        : Timeout.Infinite;

    private void PerformActions()
    {
        while (machine.TryTakeAction(out var action))
        {
            Perform(action!);
        }
    }

    private void Perform(ShardAction action)
    {
        switch (action)
        {
            case DialAction dial:
                // Names the connection, so that what it reports later can be told from its successor's.
                _connection = new BlockingConnection(dial.Connection, dial.Url, compression, this);
                _connection.Start();
                break;
            case HeartbeatAction:
                var beat = new byte[PayloadWriter.MaxHeartbeatBytes]; // The connection's own thread writes it later.
                _connection!.Send(beat.AsMemory(0, machine.WriteHeartbeat(beat)));
                break;
            case SendAction send:
                _connection!.Send(send.Payload);
                break;
            case CloseTransportAction close:
                _connection!.Close(close.Code, close.Reason);
                break;
            case AbortTransportAction:
                _connection!.Abort();
                break;
            case AcquireTokenAction acquire:
                machine.OnToken(acquire.Connection, token, Now);
                break;
            case AcquireIdentifyPermitAction acquire:
                // One shard, whose back-off keeps identifies apart: always allowed. With several shards a limiter
                // answers here (one identify in 5 s per bucket), and hears of cancelled and settled permits below.
                machine.OnIdentifyPermit(acquire.Connection, Now);
                break;
            case CancelIdentifyPermitAction or SettleIdentifyPermitAction:
                break;
            case TransitionedAction { Transition: var t }:
                Console.WriteLine($"[{t.From} -> {t.To}: {t.Ending?.ToString() ?? t.Cause.ToString()}]");
                break;
            case StoppedAction stopped:
                _end = stopped.End;
                break;
        }
    }

    // What the threads of a connection report. Each becomes an input of the main loop.

    public void OnOpened(int connection) => _inputs.Add(now => machine.OnOpened(connection, now));

    public void OnDialFailed(int connection, Exception error) => _inputs.Add(now =>
        machine.OnDialFailed(connection, new Ending(TransitionCause.DialFailed) { Error = error }, now));

    public void OnPayload(int connection, byte[] payload) => _inputs.Add(now =>
    {
        if (machine.OnPayload(connection, payload, now, out var envelope).Deliver)
        {
            Console.WriteLine($"{envelope.EventName} s={envelope.Sequence} {Preview(envelope.DataOf(payload))}");
        }
    });

    public void OnUnreadable(int connection, TransitionCause cause) => _inputs.Add(now =>
        machine.OnLost(connection, new Ending(cause), now));

    public void OnClosed(int connection, int? code, string? reason) =>
        _inputs.Add(now => machine.OnClosed(connection, code, reason, now));

    public void OnCloseSent(int connection) => _inputs.Add(now => machine.OnCloseSent(connection, now));

    public void OnLost(int connection, Exception error) => _inputs.Add(now =>
        machine.OnLost(connection, new Ending(TransitionCause.ConnectionLost) { Error = error }, now));

    private static string Preview(ReadOnlySpan<byte> data) =>
        Encoding.UTF8.GetString(data[..Math.Min(data.Length, 60)]).ReplaceLineEndings(" ");
}
