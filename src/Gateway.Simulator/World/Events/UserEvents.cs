using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.World.Events;

/// <summary>Bodies of the events about users.</summary>
internal static class UserEvents
{
    public static string OwnUser(EventScene scene) => UserObject.OwnUser(scene.Bot);

    /// <summary>Of somebody who is there and hears music, where the guild has one.</summary>
    public static string Presence(EventScene scene) => ActivityObject.PresenceOf(scene.Guild, scene.Guild.Person(8));
}
