using System.Diagnostics;

namespace Gateway.Core.Tests.Wire;

/// <summary>A machine that has no libzstd: a process whose loader finds empty files of that name before any other.</summary>
[Platform("Linux")]
internal sealed class WithoutLibzstdTests
{
    private const string Refusal =
        "after 0 dials: The shard's options are not valid: - Compression is ZstdStream, which cannot be used here: libzstd was not found. "
        + "Install libzstd 1.4 or later (Debian, Ubuntu: apt install libzstd1; Alpine: apk add zstd-libs; Fedora: dnf install libzstd; "
        + "macOS: brew install zstd; Windows: libzstd.dll beside the program), or use ZlibStream. (Parameter 'options')";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Zstd_is_refused_with_the_way_to_install_it_and_everything_else_works()
    {
        var folder = Directory.CreateTempSubdirectory("without-libzstd");
        try
        {
            foreach (var name in new[] { "libzstd.so.1", "libzstd.so" })
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, name), []);

            var lines = await RunAsync(folder.FullName);
            Assert.That(lines, Is.EqualTo(new[]
            {
                "libzstd: False",
                $"Json ZstdStream: {Refusal}",
                "Json None: 10 messages",
                "Json Payload: 10 messages",
                "Json ZlibStream: 10 messages",
                $"Etf ZstdStream: {Refusal}",
                "Etf None: 10 messages",
                "Etf ZlibStream: 10 messages",
            }));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string[]> RunAsync(string libraries)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(WithoutLibzstdTests).Assembly.Location, WithoutLibzstd.Argument])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LD_LIBRARY_PATH"] = libraries;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.That(process.ExitCode, Is.Zero, await error);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
