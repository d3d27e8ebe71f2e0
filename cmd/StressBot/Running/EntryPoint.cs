using System.Runtime.InteropServices;
using StressBot.Clients;
using StressBot.Live;
using StressBot.Options;
using StressBot.Processes;
using StressBot.Reporting;
using StressBot.Resharding;
using StressBot.Simulation;

namespace StressBot.Running;

/// <summary>From the command line to the exit code.</summary>
internal static class EntryPoint
{
    public const int Passed = 0;
    public const int Failed = 1;
    public const int WrongOptions = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var (options, errors) = OptionParser.Parse(args, Environment.GetEnvironmentVariable);
        if (errors.Count > 0)
        {
            foreach (var error in errors)
            {
                await Console.Error.WriteLineAsync(error).ConfigureAwait(false);
            }

            await Console.Error.WriteLineAsync("--help explains all options.").ConfigureAwait(false);
            return WrongOptions;
        }

        if (options.Help)
        {
            await Console.Out.WriteLineAsync(HelpText.Text).ConfigureAwait(false);
            return Passed;
        }

        if (options.Serve || options.Client)
        {
            await LineServer.RunAsync(Console.In, Console.Out, options.Serve ? SimulationService.StartAsync : ClientService.StartAsync)
                .ConfigureAwait(false);
            return Passed;
        }

        using var interruption = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        return await RunAsync(options, new Output(Console.Out, Console.Error, !Console.IsOutputRedirected), interruption.Token)
            .ConfigureAwait(false);

        // The first time the run ends with its summary; the second time the process ends.
        void Cancel(PosixSignalContext context)
        {
            context.Cancel = !interruption.IsCancellationRequested;
            interruption.Cancel();
        }
    }

    /// <summary>The same, for a test.</summary>
    public static async Task<int> RunAsync(StressOptions options, Output output, CancellationToken interruption)
    {
        try
        {
            if (options.Reshard is not null)
            {
                var outcome = await ReshardRun.RunAsync(options, output, interruption).ConfigureAwait(false);
                output.Finish(outcome.Lines());
                await ReportFile.WriteAsync(options.ReportFile, outcome, CancellationToken.None).ConfigureAwait(false);
                return outcome.Passed ? Passed : Failed;
            }

            var result = options.UsesSimulator
                ? await SimulatedRun.RunAsync(options, output, interruption).ConfigureAwait(false)
                : await LiveRun.RunAsync(options, output, interruption).ConfigureAwait(false);
            output.Finish(Summary.Lines(result));
            await ReportFile.WriteAsync(options.ReportFile, ReportFile.Content(result), CancellationToken.None).ConfigureAwait(false);
            return result.Verdict.Passed ? Passed : Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or TimeoutException or Gateway.Core.Transport.TransportConnectException)
        {
            await output.Error.WriteLineAsync($"FAILED: {e.Message}").ConfigureAwait(false);
            return Failed;
        }
    }
}
