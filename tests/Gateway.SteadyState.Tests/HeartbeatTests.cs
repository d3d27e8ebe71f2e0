using System.Buffers;
using System.Threading.Tasks.Sources;
using Gateway.Core;
using Gateway.Core.Transport;

namespace Gateway.SteadyState.Tests;

/// <summary>An idle shard lives of heartbeats and their answers, for months: neither allocates.</summary>
[TestFixture]
public sealed class HeartbeatTests
{
    private const int WarmUp = 100;
    private const int Beats = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(41250);

    [Test]
    public async Task A_heartbeat_and_its_answer_allocate_nothing(
        [Values] GatewayEncoding encoding, [Values] DeliveryMode mode)
    {
        var clock = new BareClock();
        var transport = new AnsweringTransport(encoding);
        await using var shard = new GatewayShard(
            new GatewayShardOptions
            {
                Token = "t",
                Intents = GatewayIntents.None,
                Encoding = encoding,
                Delivery = new DeliveryOptions { Mode = mode },
                TimeProvider = clock,
            },
            transport);
        var running = shard.RunAsync((_, _) => ValueTask.CompletedTask, CancellationToken.None);
        await transport.Idle.WaitAsync(TimeSpan.FromSeconds(30));
        try
        {
            Beat(WarmUp);
            var (beats, before) = (transport.Beats, GC.GetAllocatedBytesForCurrentThread());
            Beat(Beats);
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.That(transport.Beats - beats, Is.EqualTo(Beats));
            Assert.That(shard.Status.LastLatency, Is.Not.Null, "answers are read");
            if (bytes > 0)
            {
                using var ticks = new AllocationTicks();
                Beat(20 * Beats);
                Assert.Fail($"{bytes} bytes for {Beats} heartbeats. What the process allocates: {ticks}");
            }
        }
        finally
        {
            // Nobody answers the close frame, and nobody moves the clock to the deadline of that.
            var stopping = shard.StopAsync();
            transport.Abort();
            await stopping.WaitAsync(TimeSpan.FromSeconds(30));
        }

        await running.WaitAsync(TimeSpan.FromSeconds(30));

        void Beat(int count)
        {
            for (var i = 0; i < count; i++)
                clock.Advance(Interval);
        }
    }

    /// <summary>Says Hello and READY, then answers every heartbeat at once, on the sender's thread.</summary>
    private sealed class AnsweringTransport(GatewayEncoding encoding) : ITransport, ITransportConnection, IValueTaskSource
    {
        private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Queue<byte[]> _inbox = new([Payload("""{"op":10,"d":{"heartbeat_interval":41250}}""", encoding)]);
        private readonly byte[] _ready = Payload("""{"t":"READY","s":1,"op":0,"d":{"session_id":"a","user":{"id":"1"},"guilds":[]}}""", encoding);
        private readonly byte[] _ack = Payload("""{"op":11}""", encoding);
        private ManualResetValueTaskSourceCore<bool> _arrival;
        private bool _waiting;
        private bool _identified;

        public int Beats { get; private set; }

        /// <summary>Completes when READY was read and the reader waits for more.</summary>
        public Task Idle => _idle.Task;

        public ValueTask<ITransportConnection> ConnectAsync(Uri url, CancellationToken cancellationToken) => new(this);

        public ValueTask WaitForDataAsync()
        {
            if (_inbox.Count > 0)
                return default;
            _arrival.Reset();
            _waiting = true;
            if (_identified)
                _idle.TrySetResult();
            return new ValueTask(this, _arrival.Version);
        }

        public ValueTask<TransportMessage> ReceiveAsync(IBufferWriter<byte> destination, int maxBytes)
        {
            destination.Write(_inbox.Dequeue());
            return new(new TransportMessage(encoding == GatewayEncoding.Etf ? TransportMessageKind.Binary : TransportMessageKind.Text));
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> payload, bool binary)
        {
            // An Identify is longer than any heartbeat.
            var isBeat = payload.Length < 40;
            Beats += isBeat ? 1 : 0;
            _identified |= !isBeat;
            _inbox.Enqueue(isBeat ? _ack : _ready);
            if (_waiting)
            {
                _waiting = false;
                _arrival.SetResult(true);
            }

            return default;
        }

        public ValueTask CloseOutputAsync(int code, string reason) => default;

        public void Abort()
        {
            if (_waiting)
            {
                _waiting = false;
                _arrival.SetException(new IOException("Aborted."));
            }
        }

        public void GetResult(short token) => _arrival.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _arrival.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _arrival.OnCompleted(continuation, state, token, flags);

        private static byte[] Payload(string json, GatewayEncoding encoding)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(json);
            return encoding == GatewayEncoding.Etf ? Gateway.Core.Protocol.Etf.EtfEncoder.Encode(bytes) : bytes;
        }
    }

    /// <summary>A clock whose timers allocate nothing when they are set or fire; moved on one thread.</summary>
    private sealed class BareClock : TimeProvider
    {
        private const int MostPerAdvance = 1000;
        private readonly List<BareTimer> _timers = [];
        private TimeSpan _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new BareTimer(this, callback, state);
            timer.Change(dueTime, period);
            lock (_timers)
                _timers.Add(timer);
            return timer;
        }

        public void Advance(TimeSpan by)
        {
            var until = _now + by;
            for (var fired = 0; Next(until) is { } timer; fired++)
            {
                if (fired == MostPerAdvance)
                    throw new InvalidOperationException("A timer is due again and again.");
                _now = timer.DueAt > _now ? timer.DueAt : _now;
                timer.Fire();
            }

            _now = until;
        }

        private BareTimer? Next(TimeSpan until)
        {
            BareTimer? next = null;
            lock (_timers)
            {
                foreach (var timer in _timers)
                {
                    if (timer.DueAt <= until && (next is null || timer.DueAt < next.DueAt))
                        next = timer;
                }
            }

            return next;
        }

        private sealed class BareTimer(BareClock clock, TimerCallback callback, object? state) : ITimer
        {
            public TimeSpan DueAt { get; private set; } = TimeSpan.MaxValue;

            public void Fire()
            {
                DueAt = TimeSpan.MaxValue;
                callback(state);
            }

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                DueAt = dueTime < TimeSpan.Zero ? TimeSpan.MaxValue : clock._now + dueTime;
                return true;
            }

            public void Dispose() => DueAt = TimeSpan.MaxValue;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }
}
