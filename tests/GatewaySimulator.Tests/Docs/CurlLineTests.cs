using System.Diagnostics;
using System.Text.Json;
using Gateway.Simulator.Hosting;
using GatewaySimulator.Tests.Support;

namespace GatewaySimulator.Tests.Docs;

/// <summary>Every curl line of docs/simulator.md works as it stands there.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class CurlLineTests
{
    [Test]
    public async Task Every_curl_line_is_answered_with_what_it_asks_for()
    {
        var shell = Requirement.Program("sh");
        Requirement.Program("curl");
        var lines = (await File.ReadAllLinesAsync(RepositoryFiles.PathOf("docs", "simulator.md")))
            .Where(l => l.StartsWith("curl ", StringComparison.Ordinal)).ToArray();
        Assert.That(lines, Has.Length.GreaterThan(12));

        foreach (var line in lines)
        {
            // Each on a simulator of its own with a bot on it, so that none depends on the one before.
            await using var host = await SimulatorHost.StartAsync();
            using var bot = await SocketClient.IdentifyAsync(host);
            var (exitCode, output) = await RunAsync(shell, line
                .Replace("127.0.0.1:7000", $"127.0.0.1:{host.HttpBaseUrl.Port}", StringComparison.Ordinal)
                .Replace("curl ", "curl --silent --show-error --fail-with-body --max-time 20 ", StringComparison.Ordinal));

            Assert.That(exitCode, Is.Zero, $"{line}\n{output}");
            if (!line.Contains("format=text", StringComparison.Ordinal))
            {
                using var json = JsonDocument.Parse(output);
                AssertEffect(line, json.RootElement);
            }
        }
    }

    /// <summary>An order that reaches nobody is no example.</summary>
    private static void AssertEffect(string line, JsonElement answer)
    {
        if (line.Contains("/dispatch", StringComparison.Ordinal))
        {
            // The bot of this test does not ask for members; that event is rightly sent to nobody.
            var nobody = line.Contains("GUILD_MEMBER_ADD", StringComparison.Ordinal);
            Assert.That(answer.GetProperty("dispatched").GetInt64(), nobody ? Is.Zero : Is.GreaterThan(0), line);
        }
        else if (line.Contains("/_sim/fault ", StringComparison.Ordinal) && !line.Contains("refuse_upgrade", StringComparison.Ordinal))
        {
            Assert.That(answer.GetProperty("hits").GetInt64(), Is.EqualTo(1), line);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string shell, string line)
    {
        using var process = Process.Start(new ProcessStartInfo(shell, ["-c", line]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(Wait.Limit);
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output + await error);
    }
}
