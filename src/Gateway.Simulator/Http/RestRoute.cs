using System.Text.Json;
using Gateway.Simulator.Server;
using Microsoft.AspNetCore.Http;

namespace Gateway.Simulator.Http;

/// <summary>A call on its way to its handler.</summary>
/// <param name="State">The server, whose lock is held.</param>
/// <param name="Bot">Whose token it carries; the first bot where none is needed.</param>
/// <param name="Ids">The ids in the path, in their order.</param>
/// <param name="Body">The JSON of the body; undefined when there is none.</param>
/// <param name="Query">What follows the question mark.</param>
internal readonly record struct RestCall(ServerState State, Application Bot, ulong[] Ids, JsonElement Body, IQueryCollection Query);

/// <summary>A method and a path, and what they do.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Path">Segments between slashes: a word, <c>{id}</c> for a snowflake, or <c>*</c> for anything.</param>
/// <param name="Run">Answers the call.</param>
internal sealed record RestRoute(string Method, string Path, Func<RestCall, RestAnswer> Run)
{
    private readonly string[] _pattern = Path.Split('/');

    /// <summary>Whether the call has to carry a bot's token. Interactions carry their own in the path.</summary>
    public bool NeedsToken { get; init; } = true;

    /// <summary>Whether the body is read at all.</summary>
    public bool HasBody => Method is "POST" or "PUT" or "PATCH";

    public bool Matches(ReadOnlySpan<string> segments, out ulong[] ids)
    {
        ids = [];
        if (segments.Length != _pattern.Length)
        {
            return false;
        }

        var found = new List<ulong>();
        for (var i = 0; i < segments.Length; i++)
        {
            if (_pattern[i] == "{id}")
            {
                if (!ulong.TryParse(segments[i], System.Globalization.NumberStyles.None, null, out var id))
                {
                    return false;
                }

                found.Add(id);
            }
            else if (_pattern[i] != "*" && _pattern[i] != segments[i])
            {
                return false;
            }
        }

        ids = [.. found];
        return true;
    }
}
