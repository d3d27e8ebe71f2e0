using System.Collections.Concurrent;

namespace Gateway.Simulator.Accounting;

/// <summary>Numbers for event names, so that a record of a dispatch holds four bytes instead of a reference.</summary>
/// <remarks>Only the program's own dispatches add names; what a peer sends never gets here.</remarks>
internal static class EventNames
{
    private static readonly Lock Gate = new();
    private static readonly ConcurrentDictionary<string, int> Indexes = new();
    private static readonly ConcurrentDictionary<int, string> Names = new();

    public static int IndexOf(string name)
    {
        if (Indexes.TryGetValue(name, out var known))
        {
            return known;
        }

        lock (Gate)
        {
            if (!Indexes.TryGetValue(name, out var index))
            {
                index = Names.Count;
                Names[index] = name;
                Indexes[name] = index;
            }

            return index;
        }
    }

    public static string NameOf(int index) => Names.TryGetValue(index, out var name) ? name : "";
}
