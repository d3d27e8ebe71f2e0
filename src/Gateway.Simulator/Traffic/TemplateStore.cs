using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;
using Gateway.Simulator.World;
using Gateway.Simulator.World.Events;

namespace Gateway.Simulator.Traffic;

/// <summary>The templates of the events that were asked for: several texts of a message, one of the rest; whole, and without message content.</summary>
internal sealed class TemplateStore(ServerState state)
{
    private const int TextsPerMessage = 20;

    private readonly Dictionary<string, (EventTemplate Whole, EventTemplate WithoutContent)[]> _made = [];

    /// <summary>The templates that a session gets of a mix, each with its weight.</summary>
    public IEnumerable<(EventTemplate Template, double Weight)> Choose(IReadOnlyDictionary<string, double> mix, long intents)
    {
        // By name, because the order of a dictionary is the caller's and the same seed shall make the same events.
        foreach (var (name, weight) in mix.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            var info = EventCatalogue.Find(name)!;
            if (info.IsFor(intents, direct: false, aboutTheBot: false))
            {
                var texts = Of(info);
                foreach (var (whole, withoutContent) in texts)
                {
                    yield return (intents.Has(Intents.MessageContent) ? whole : withoutContent, weight / texts.Length);
                }
            }
        }
    }

    private (EventTemplate Whole, EventTemplate WithoutContent)[] Of(EventInfo info)
    {
        if (!_made.TryGetValue(info.Name, out var texts))
        {
            // A seed of its own for each event, so that what one says does not depend on which others are in the mix.
            var random = new Random(unchecked((state.Options.Seed * 486187739) + info.Name.Sum(c => c)));
            var scene = new EventScene(state, EventTemplate.StandIn, EventTemplate.StandIn.Member(0), random) { FreshId = EventTemplate.MessageMark };
            texts = _made[info.Name] = [.. Enumerable.Range(0, info.HoldsMessage ? TextsPerMessage : 1).Select(_ => Make(info, scene))];
        }

        return texts;
    }

    private static (EventTemplate Whole, EventTemplate WithoutContent) Make(EventInfo info, EventScene scene)
    {
        var body = JsonText.ToBytes(info.Write(scene));
        var whole = new EventTemplate(info.Name, body);
        return (whole, info.HoldsMessage ? new EventTemplate(info.Name, MessageContentFilter.Apply(body, scene.Bot.UserId)) : whole);
    }
}
