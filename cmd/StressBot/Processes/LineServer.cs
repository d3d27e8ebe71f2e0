using System.Runtime.InteropServices;

namespace StressBot.Processes;

/// <summary>The child's side: is told over its input what to do, until that ends.</summary>
internal static class LineServer
{
    /// <param name="input">What the parent says.</param>
    /// <param name="output">What it is answered.</param>
    /// <param name="start">Makes the service from the first line.</param>
    public static async Task RunAsync(TextReader input, TextWriter output, Func<string, Task<ILineService>> start)
    {
        // Signals go to the whole process group; the parent still needs the account, and ends this by closing the input.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static c => c.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, static c => c.Cancel = true);
        if (await input.ReadLineAsync().ConfigureAwait(false) is not { } first)
        {
            return;
        }

        var service = await start(first).ConfigureAwait(false);
        await using var owned = service.ConfigureAwait(false);
        await SayAsync(output, service.Greeting).ConfigureAwait(false);
        while (await input.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            var space = line.IndexOf(' ');
            var (verb, argument) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..]);
            await SayAsync(output, await service.AnswerAsync(verb, argument).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private static async Task SayAsync(TextWriter output, string line)
    {
        await output.WriteLineAsync(line).ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);
    }
}
