using System.Text.Json;

namespace Gateway.Core.Fleet.Resharding;

/// <summary>The body of an event for those who only look on.</summary>
internal static class DispatchBody
{
    /// <summary>As JSON. Empty when it came as ETF and has no form in JSON: whoever decodes it hears of that.</summary>
    public static ReadOnlySpan<byte> Of(in Dispatch dispatch)
    {
        try
        {
            return dispatch.Data.Span;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
