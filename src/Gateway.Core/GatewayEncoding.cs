namespace Gateway.Core;

/// <summary>How payloads are written.</summary>
public enum GatewayEncoding
{
    /// <summary>JSON in text messages.</summary>
    Json,

    /// <summary>Erlang's external term format in binary messages.</summary>
    Etf,
}

/// <summary>What encodings are called in the gateway's URL.</summary>
public static class GatewayEncodingNames
{
    /// <summary>The value of <c>encoding</c> in the URL: <c>json</c> or <c>etf</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not one of the enumeration.</exception>
    public static string WireName(this GatewayEncoding encoding) => encoding switch
    {
        GatewayEncoding.Json => "json",
        GatewayEncoding.Etf => "etf",
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "Allowed: Json, Etf."),
    };
}
