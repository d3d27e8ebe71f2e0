using System.Runtime.InteropServices;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Hosting;
using GatewaySimulator.Options;

namespace GatewaySimulator.Running;

/// <summary>From the command line to the exit code.</summary>
internal static class EntryPoint
{
    public const int Ended = 0;
    public const int Failed = 1;
    public const int WrongOptions = 2;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args)
    {
        using var interruption = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        return await RunAsync(args, Console.Out, Console.Error, interruption.Token).ConfigureAwait(false);

        // The first time it ends with its report; the second time the process ends.
        void Cancel(PosixSignalContext context)
        {
            context.Cancel = !interruption.IsCancellationRequested;
            interruption.Cancel();
        }
    }

    /// <summary>The same, for a test.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken interruption)
    {
        var (options, errors) = OptionParser.Parse(args);
        if (errors.Count > 0)
        {
            await WriteAsync(error, [.. errors, "--help explains all options."]).ConfigureAwait(false);
            return WrongOptions;
        }

        if (options.Help)
        {
            await output.WriteLineAsync(HelpText.Text).ConfigureAwait(false);
            return Ended;
        }

        try
        {
            var host = await StartAsync(options).ConfigureAwait(false);
            await using (host.ConfigureAwait(false))
            {
                if (options.CertificateFile is { } file)
                {
                    await File.WriteAllTextAsync(file, host.Certificate!.ExportCertificatePem(), interruption).ConfigureAwait(false);
                }

                await ServeAsync(host, options, output, interruption).ConfigureAwait(false);
            }

            return Ended;
        }
        catch (FaultOrderException e)
        {
            await error.WriteLineAsync($"--faults: {e.Message}").ConfigureAwait(false);
            return WrongOptions;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException)
        {
            await error.WriteLineAsync($"FAILED: {e.Message}").ConfigureAwait(false);
            return Failed;
        }
    }

    private static Task<SimulatorHost> StartAsync(CommandLine options) => SimulatorHost.StartAsync(new SimulatorHostOptions
    {
        Port = options.Port,
        ResumePort = options.ResumePort,
        Address = options.Listen,
        PublicHost = options.PublicHost,
        UseTls = options.Tls,
        ControlFromAnywhere = !System.Net.IPAddress.IsLoopback(options.Listen),
        Server = options.Server with { FaultPlan = options.Faults?.Load(options.Server.Seed) ?? FaultPlan.None },
    });

    private static async Task ServeAsync(SimulatorHost host, CommandLine options, TextWriter output, CancellationToken interruption)
    {
        await WriteAsync(output, [.. Welcome.Lines(host, options.Server.Tokens[0]), "Ctrl+C ends it."]).ConfigureAwait(false);
        await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);

        var progress = new Progress(host);
        using var timer = new PeriodicTimer(ProgressInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(interruption).ConfigureAwait(false))
            {
                if (!options.Quiet && progress.Next() is { } line)
                {
                    await output.WriteLineAsync(line).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await WriteAsync(output, ["", progress.Next() ?? "Nothing more happened.", .. ClosingReport.Lines(host)]).ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync(TextWriter writer, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            await writer.WriteLineAsync(line).ConfigureAwait(false);
        }
    }
}
