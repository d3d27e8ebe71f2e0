using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Core.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Core.Fleet;

/// <summary>
/// Keeps the count of identifies in a file, replaced as a whole at each Identify. A file that cannot be read is set aside and
/// reported; the count then comes from Get Gateway Bot alone.
/// </summary>
/// <remarks>Writing blocks for as long as the disk takes. It happens at most once an identify: a few times in five seconds.</remarks>
public sealed class FileIdentifyBudgetStore : IIdentifyBudgetStore
{
    private const int Version = 1;
    private readonly AtomicFile _file;
    private readonly ILogger _logger;

    /// <summary>Makes a store. The file and its directory are made with the first save.</summary>
    /// <param name="path">The file. One a bot and process.</param>
    /// <param name="loggerFactory">Where a damaged file is reported; null: nowhere.</param>
    /// <exception cref="ArgumentException">The path is empty or cannot be one.</exception>
    public FileIdentifyBudgetStore(string path, ILoggerFactory? loggerFactory = null)
    {
        _file = new AtomicFile(path);
        _logger = loggerFactory?.CreateLogger("Gateway.Core.ShardManager") ?? NullLogger.Instance;
    }

    /// <summary>The file, with its whole path.</summary>
    public string FilePath => _file.FullPath;

    /// <inheritdoc/>
    public ValueTask<IdentifyBudgetState?> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_file.Read() is not { } bytes)
            {
                return new ValueTask<IdentifyBudgetState?>((IdentifyBudgetState?)null);
            }

            var document = JsonSerializer.Deserialize(bytes, BudgetJsonContext.Default.BudgetDocument)
                ?? throw new InvalidDataException("The file says null.");
            return new ValueTask<IdentifyBudgetState?>(document.ToState());
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            _logger.StateFileDamaged(_file.FullPath, _file.SetAside(), e.Message);
            return new ValueTask<IdentifyBudgetState?>((IdentifyBudgetState?)null);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public ValueTask SaveAsync(IdentifyBudgetState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(BudgetDocument.Of(state), BudgetJsonContext.Default.BudgetDocument));
        return ValueTask.CompletedTask;
    }

    internal sealed record BudgetDocument(
        int Version, int Total, int Left, DateTimeOffset? ResetsAt, DateTimeOffset? LastSpentAt, IReadOnlyList<DateTimeOffset>? Starts)
    {
        public static BudgetDocument Of(IdentifyBudgetState state) =>
            new(FileIdentifyBudgetStore.Version, state.Total, state.Left, state.ResetsAt, state.LastSpentAt, state.Starts);

        public IdentifyBudgetState ToState() => Version == FileIdentifyBudgetStore.Version && Total >= 1 && Left <= Total
            ? new IdentifyBudgetState { Total = Total, Left = Left, ResetsAt = ResetsAt, LastSpentAt = LastSpentAt, Starts = Starts ?? [] }
            : throw new InvalidDataException($"Version {Version}, {Left} of {Total} left. Allowed: version {FileIdentifyBudgetStore.Version}, at most all left.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FileIdentifyBudgetStore.BudgetDocument))]
internal sealed partial class BudgetJsonContext : JsonSerializerContext;
