namespace StressBot.Reporting;

/// <summary>Where the program writes to. On a terminal the progress is one line that changes.</summary>
internal sealed class Output(TextWriter text, TextWriter error, bool isTerminal)
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan InFile = TimeSpan.FromSeconds(5);
    private int _lastLength;

    public TextWriter Error => error;

    /// <summary>How often progress is shown.</summary>
    public TimeSpan Interval => isTerminal ? OnTerminal : InFile;

    public void Line(string line) => text.WriteLine(line);

    public void Progress(string line)
    {
        if (!isTerminal)
        {
            text.WriteLine(line);
            return;
        }

        text.Write('\r' + line.PadRight(_lastLength));
        _lastLength = line.Length;
    }

    /// <summary>The summary.</summary>
    public void Finish(IEnumerable<string> lines)
    {
        if (isTerminal)
        {
            text.Write('\r' + new string(' ', _lastLength) + '\r');
        }

        foreach (var line in lines)
        {
            text.WriteLine(line);
        }

        text.Flush();
    }
}
