using System.Diagnostics;
using System.Globalization;

namespace Gateway.Bench.Fleet.Recovery;

/// <summary>The simulator in a process of its own.</summary>
internal sealed class SimulatorProcess : IDisposable
{
    private readonly Process _process = ServerProcess.Start("serve-simulator");

    public SimulatorProcess() => HttpBaseUrl = new Uri(Read());

    public Uri HttpBaseUrl { get; }

    /// <summary>Events a second for each session from now on.</summary>
    public void SetRate(double eventsPerSecond) => Ask(string.Create(CultureInfo.InvariantCulture, $"{SimulatorServer.Rate} {eventsPerSecond}"));

    /// <summary>Resets all connections.</summary>
    /// <returns>When, in ticks of <see cref="Stopwatch"/>, and how many.</returns>
    public (long At, int Connections) DropAll()
    {
        var numbers = Numbers(SimulatorServer.Drop);
        return (numbers[0], (int)numbers[1]);
    }

    public long Identifies => Numbers(SimulatorServer.Identifies)[0];

    /// <summary>The last sequence of each shard's session, in the order of the shards.</summary>
    public long[] LastSequences => Numbers(SimulatorServer.Sequences);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private long[] Numbers(string question) => [.. Ask(question).Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];

    private string Ask(string question)
    {
        _process.StandardInput.WriteLine(question);
        _process.StandardInput.Flush();
        return Read();
    }

    private string Read() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The simulator's process has ended.");
}
