namespace Gateway.Core.Fleet;

/// <summary>A small file that is replaced as a whole: whoever reads it finds the old text or the new one, never a part.</summary>
/// <remarks>
/// The new text is on the disk before it takes the old one's place. After a loss of power, not of the process, the file system may
/// have the old one still.
/// </remarks>
internal sealed class AtomicFile
{
    // Much more than ten thousand sessions need. A larger file is not one of ours.
    private const int MaxBytes = 64 * 1024 * 1024;
    private readonly string _path;

    public AtomicFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
    }

    public string FullPath => _path;

    /// <summary>Null: there is no such file.</summary>
    /// <exception cref="InvalidDataException">It is too large to be one of ours.</exception>
    public byte[]? Read()
    {
        try
        {
            using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MaxBytes)
            {
                throw new InvalidDataException($"The file has {file.Length} bytes. Allowed: at most {MaxBytes}.");
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var temporary = $"{_path}.{Environment.ProcessId}.tmp";
        using (var file = new FileStream(temporary, OptionsForWriting()))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, _path, overwrite: true);
    }

    /// <summary>Moves a file that cannot be used out of the way, for somebody to look at. Where to.</summary>
    public string SetAside()
    {
        // One is kept: a file that is damaged again and again must not fill the disk.
        var aside = _path + ".damaged";
        File.Move(_path, aside, overwrite: true);
        return aside;
    }

    // Sessions are nobody else's business: whoever has them and the token can take them over.
    private static FileStreamOptions OptionsForWriting()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
