using Gateway.Core;
using StressBot.Account;
using StressBot.Options;

namespace StressBot.Clients;

/// <summary>What the bot is to do. Goes to a child as one line of JSON.</summary>
internal sealed record ClientSettings
{
    public required string Token { get; init; }

    /// <summary>Base of Get Gateway Bot.</summary>
    public required Uri HttpBaseUrl { get; init; }

    public required int Shards { get; init; }

    /// <summary>The first shard that this client runs.</summary>
    public int FirstShard { get; init; }

    /// <summary>The last one; null: to the end.</summary>
    public int? LastShard { get; init; }

    public required DeliveryMode Delivery { get; init; }

    /// <summary>Connections dialed a second at most; null: no cap.</summary>
    public int? ConnectCap { get; init; }

    /// <summary>Where sessions are kept over restarts; null: nowhere.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>
    /// Where the handler writes down each event before it has finished with it; null: nowhere. With it the library keeps what was handled, once a
    /// second, for a process that is killed.
    /// </summary>
    public string? Journal { get; init; }

    /// <summary>Whether the library's log goes to stderr.</summary>
    public bool Verbose { get; init; }

    /// <summary>What the process before this one saw: the account goes on.</summary>
    public ClientAccount? Before { get; init; }

    public Sabotage Sabotage { get; init; }
}
