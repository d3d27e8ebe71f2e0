using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

// In this process: otherwise BenchmarkDotNet writes a project into the repository, to which our central versions and our warnings would apply.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(
    [.. args, "--inProcess"], DefaultConfig.Instance.WithArtifactsPath(Path.Combine("artifacts", "benchmarks")));
