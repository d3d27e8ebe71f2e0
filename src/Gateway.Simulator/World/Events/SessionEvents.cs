namespace Gateway.Simulator.World.Events;

/// <summary>Bodies of the events that answer a session.</summary>
internal static class SessionEvents
{
    public const string ResumedBody = """{"_trace":["[\"gateway-sim\",{\"micros\":4493}]"]}""";

    /// <summary>READY outside an Identify: of the session that gets it.</summary>
    public static string Ready(EventScene scene) => scene.Session is { } session
        ? ReadyBody.Text(scene.State, session, echoShard: true)
        : throw new InvalidOperationException("READY needs a session.");

    public static string Resumed(EventScene scene) => ResumedBody;

    public static string RateLimited(EventScene scene) => MemberBodies.RateLimited(scene.Guild, 29.457, nonce: null);

    public static string MembersChunk(EventScene scene)
        => MemberBodies.Chunk(scene.Guild, new MemberChunk(scene.Guild.Members.Take(1000).ToArray()));
}
