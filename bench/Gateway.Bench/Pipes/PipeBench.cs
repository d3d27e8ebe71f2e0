namespace Gateway.Bench.Pipes;
internal static class PipeBench { public static void Run(int rounds) { } }
