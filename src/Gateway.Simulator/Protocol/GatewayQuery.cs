namespace Gateway.Simulator.Protocol;

/// <summary>What the query of the gateway URL asks for.</summary>
/// <param name="Version">The value of <c>v</c>; null when missing or no number.</param>
/// <param name="IsPlainJson">Whether JSON without transport compression is asked for, which is also the default.</param>
internal readonly record struct GatewayQuery(int? Version, bool IsPlainJson)
{
    public static GatewayQuery Parse(string query)
    {
        int? version = null;
        var plain = true;
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = at < 0 ? (pair, "") : (pair[..at], pair[(at + 1)..]);
            if (key == "v")
            {
                version = int.TryParse(value, out var number) ? number : null;
            }
            else if (key == "encoding")
            {
                plain &= value == "json";
            }
            else if (key == "compress")
            {
                plain = false;
            }
        }

        return new GatewayQuery(version, plain);
    }
}
