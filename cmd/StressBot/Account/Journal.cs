using System.Globalization;
using System.Text;

namespace StressBot.Account;

/// <summary>
/// The account of a process that may be killed at any moment: a line for each event that a handler has finished, with the operating
/// system before the handler returns. What is in it outlives the process; what is not, nobody has handled.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const int LongestLine = 512;
    private readonly Lock _gate = new();
    private readonly FileStream _file;

    // Without a buffer of ours, which would die with the process.
    public Journal(string path) => _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <param name="shard">Whose event.</param>
    /// <param name="newSession">The session that begins with it; null when it goes on.</param>
    /// <param name="sequence">Its sequence, if it has one.</param>
    /// <param name="serial">Its serial; 0 for none.</param>
    public void Write(int shard, string? newSession, long? sequence, long serial)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{shard} {sequence} {serial} {newSession}\n");
        Span<byte> bytes = stackalloc byte[LongestLine];
        var length = Encoding.UTF8.GetBytes(line, bytes);
        lock (_gate)
        {
            _file.Write(bytes[..length]);
        }
    }

    /// <summary>What the process had handled. A last line that it did not come to the end of does not count.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shards">How many shards there are.</param>
    public static ClientAccount Read(string path, int shards)
    {
        var ledgers = Enumerable.Range(0, shards).Select(i => new ShardLedger(i)).ToArray();
        var text = File.ReadAllText(path);
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ');
            ledgers[int.Parse(fields[0], CultureInfo.InvariantCulture)].Record(
                fields[3].Length == 0 ? null : fields[3],
                fields[1].Length == 0 ? null : long.Parse(fields[1], CultureInfo.InvariantCulture),
                long.Parse(fields[2], CultureInfo.InvariantCulture));
        }

        return new ClientAccount([.. ledgers.Select(l => l.Snapshot())]);
    }

    public void Dispose() => _file.Dispose();
}
