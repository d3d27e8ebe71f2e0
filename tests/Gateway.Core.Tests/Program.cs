using Gateway.Core.Tests.Wire;

namespace Gateway.Core.Tests;

/// <summary>Not the way of the tests, which a runner loads: what a test starts as a process of its own.</summary>
internal static class Program
{
    public static void Main(string[] args)
    {
        if (args is not [WithoutLibzstd.Argument])
            throw new ArgumentException($"The arguments are '{string.Join(' ', args)}'. Allowed: {WithoutLibzstd.Argument}.", nameof(args));

        WithoutLibzstd.Run();
    }
}
