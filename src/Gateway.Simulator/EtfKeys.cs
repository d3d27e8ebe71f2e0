namespace Gateway.Simulator;

/// <summary>How the keys of maps are written with <c>encoding=etf</c>. Clients have to read both.</summary>
public enum EtfKeys
{
    /// <summary>As Discord has them most of the time: atoms at the top and in Hello, binaries in all that is nested.</summary>
    Mixed,

    /// <summary>Atoms everywhere; binaries where a key is longer than an atom may be.</summary>
    AllAtoms,
}
