namespace StressBot.Options;

/// <summary>What people call it.</summary>
internal static class InterludeName
{
    public static string Of(Interlude interlude) => interlude switch
    {
        Interlude.Storm => "storm",
        Interlude.Restart => "restart",
        Interlude.Kill => "kill",
        Interlude.HandOver => "hand-over",
        _ => "",
    };
}
