using Gateway.Simulator.Accounting;

namespace Gateway.Simulator.Hosting;

/// <content>What makes a test of a bot fail when the bot misbehaves.</content>
public sealed partial class SimulatorHost
{
    /// <summary>What clients have done wrong so far; <c>host.Report.ThrowIfAny()</c> fails a test for it.</summary>
    public ViolationReport Report => Server.Report;

    /// <summary>
    /// Starts a host that checks its clients: <c>await using var host = await SimulatorHost.StartForTestsAsync();</c>
    /// throws at the end of the block when one of them did what Discord would punish.
    /// </summary>
    /// <param name="options">How; null for the defaults. <see cref="SimulatorHostOptions.ThrowOnDispose"/> is set.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="ArgumentException">Options are out of range.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static Task<SimulatorHost> StartForTestsAsync(SimulatorHostOptions? options = null, CancellationToken cancellationToken = default)
        => StartAsync((options ?? new SimulatorHostOptions()) with { ThrowOnDispose = true }, cancellationToken);

    /// <summary>
    /// Runs a test against a host of its own and then checks the clients. What the test itself throws is never hidden
    /// by a violation.
    /// </summary>
    /// <param name="test">The test.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="ViolationException">The test went through, but a client did what Discord would punish.</exception>
    public static async Task TestAsync(Func<SimulatorHost, Task> test, SimulatorHostOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(test);
        options ??= new SimulatorHostOptions();
        var host = await StartAsync(options with { ThrowOnDispose = false }, cancellationToken).ConfigureAwait(false);
        ViolationReport report;
        await using (host.ConfigureAwait(false))
        {
            await test(host).ConfigureAwait(false);
            report = host.Report;
        }

        report.ThrowIfAny(except: [.. options.ToleratedViolations]);
    }
}
