namespace Gateway.Simulator.Faults;

/// <summary>Which of the two addresses a rule is about.</summary>
public enum GatewayHost
{
    /// <summary>Both.</summary>
    Any,

    /// <summary>The one of Get Gateway.</summary>
    Main,

    /// <summary>The one of <c>resume_gateway_url</c>.</summary>
    Resume,
}
