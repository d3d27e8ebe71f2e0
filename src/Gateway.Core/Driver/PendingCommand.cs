using System.Threading.RateLimiting;
using Gateway.Core.Commands;
using Gateway.Core.Protocol;

namespace Gateway.Core.Driver;

/// <summary>A command on its way to the socket.</summary>
internal sealed class PendingCommand(GatewayCommand command, SendClass sendClass, TimeSpan enqueuedAt, Completion completion)
{
    public GatewayCommand Command { get; } = command;

    public SendClass Class { get; } = sendClass;

    public TimeSpan EnqueuedAt { get; } = enqueuedAt;

    public Completion Completion { get; } = completion;

    /// <summary>The permit of the injected limiter, once it is had.</summary>
    public RateLimitLease? Lease { get; set; }

    public CancellationTokenRegistration Cancellation { get; set; }

    /// <summary>The caller's token, when it fired while the command was with the writer.</summary>
    public CancellationToken Canceled { get; set; }

    /// <summary>Whether its answer belongs to a session: pointless in another one.</summary>
    public bool EndsWithSession =>
        Command.Opcode is GatewayOpcode.VoiceStateUpdate or GatewayOpcode.RequestGuildMembers;

    /// <summary>Lets go of everything but the completion.</summary>
    public void Release()
    {
        Cancellation.Dispose();
        Lease?.Dispose();
        Lease = null;
    }
}
