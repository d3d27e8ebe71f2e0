using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Core.Diagnostics;
using Gateway.Core.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Core.Fleet;

/// <summary>
/// Keeps sessions in a file that is replaced as a whole; only its owner may read it. A file that cannot be read is set aside and
/// reported, and the shards identify.
/// </summary>
/// <remarks>Writing blocks for as long as the disk takes: at most once a second, and at the end.</remarks>
public sealed class FileSessionStore : ISessionStore
{
    private const int Version = 1;
    private readonly AtomicFile _file;
    private readonly ILogger _logger;

    /// <summary>Makes a store. The file and its directory are made with the first save.</summary>
    /// <param name="path">The file. One a manager.</param>
    /// <param name="loggerFactory">Where a damaged file is reported; null: nowhere.</param>
    /// <exception cref="ArgumentException">The path is empty or cannot be one.</exception>
    public FileSessionStore(string path, ILoggerFactory? loggerFactory = null)
    {
        _file = new AtomicFile(path);
        _logger = loggerFactory?.CreateLogger("Gateway.Core.ShardManager") ?? NullLogger.Instance;
    }

    /// <summary>The file, with its whole path.</summary>
    public string FilePath => _file.FullPath;

    /// <inheritdoc/>
    public ValueTask<SavedSessions?> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_file.Read() is not { } bytes)
            {
                return new ValueTask<SavedSessions?>((SavedSessions?)null);
            }

            var document = JsonSerializer.Deserialize(bytes, SessionsJsonContext.Default.SessionsDocument)
                ?? throw new InvalidDataException("The file says null.");
            return new ValueTask<SavedSessions?>(document.ToSaved());
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            _logger.StateFileDamaged(_file.FullPath, _file.SetAside(), e.Message);
            return new ValueTask<SavedSessions?>((SavedSessions?)null);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public ValueTask SaveAsync(SavedSessions sessions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        var document = new SessionsDocument(Version, sessions.TokenFingerprint, sessions.ShardCount, sessions.Sessions);
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(document, SessionsJsonContext.Default.SessionsDocument));
        return ValueTask.CompletedTask;
    }

    internal sealed record SessionsDocument(int Version, string? TokenFingerprint, int ShardCount, IReadOnlyList<ShardSession>? Sessions)
    {
        public SavedSessions ToSaved()
        {
            if (Version != FileSessionStore.Version)
            {
                throw new InvalidDataException($"Version {Version}. Allowed: {FileSessionStore.Version}.");
            }

            if (TokenFingerprint is null || ShardCount < 1 || Sessions is null || !Sessions.All(IsValid))
            {
                throw new InvalidDataException("A fingerprint, the shard count or a session is missing or cannot be one.");
            }

            return new SavedSessions { TokenFingerprint = TokenFingerprint, ShardCount = ShardCount, Sessions = Sessions };
        }

        // What would make the options of its shard invalid.
        private bool IsValid(ShardSession? session) => session is { SessionId.Length: > 0 and <= 256, Sequence: >= 0 }
            && session.ShardCount == ShardCount && session.ShardIndex >= 0 && session.ShardIndex < ShardCount
            && (session.ResumeUrl is null || GatewayUrl.TryValidate(session.ResumeUrl, out _));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FileSessionStore.SessionsDocument))]
internal sealed partial class SessionsJsonContext : JsonSerializerContext;
