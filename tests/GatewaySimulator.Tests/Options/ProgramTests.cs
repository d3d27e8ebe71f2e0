using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using GatewaySimulator.Running;
using GatewaySimulator.Tests.Support;

namespace GatewaySimulator.Tests.Options;

/// <summary>The program from start to end.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class ProgramTests
{
    [Test]
    public async Task It_prints_its_addresses_serves_them_and_ends_with_a_report()
    {
        using var interruption = new CancellationTokenSource();
        await using var output = new SharedText();
        var run = Task.Run(() => EntryPoint.RunAsync(["--port", "0", "--token", "my-token"], output, output, interruption.Token));
        await Wait.UntilAsync(() => output.Text.Contains("Ctrl+C", StringComparison.Ordinal), () => "the welcome");
        var address = Regex.Match(output.Text, @"Control, page\s+(\S+)").Groups[1].Value;

        using (var http = new HttpClient())
        {
            Assert.That(await http.GetStringAsync(new Uri(address + "/state")), Does.Contain("\"counters\""));
            Assert.That(await http.GetStringAsync(new Uri(address)), Does.Contain("<title>Gateway simulator</title>"));
        }

        await interruption.CancelAsync();
        Assert.That(await run.WaitAsync(Wait.Limit), Is.EqualTo(EntryPoint.Ended));
        Assert.That(output.Text, Does.Contain("my-token").And.Contain("discord.py").And.Contain("No violations."));
    }

    [Test]
    public async Task With_tls_it_writes_a_certificate_that_clients_can_trust()
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"sim-{Guid.NewGuid():N}.pem");
        using var interruption = new CancellationTokenSource();
        await using var output = new SharedText();
        var run = Task.Run(() => EntryPoint.RunAsync(["--port", "0", "--tls", "--certificate", file], output, output, interruption.Token));
        await Wait.UntilAsync(() => output.Text.Contains("Ctrl+C", StringComparison.Ordinal), () => "the welcome");
        var address = Regex.Match(output.Text, @"Control, page\s+(https://\S+)").Groups[1].Value;

        using var trusted = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(file));
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { trusted } };
        using var http = new HttpClient(handler);
        Assert.That(await http.GetStringAsync(new Uri(address + "/state")), Does.Contain("wss://127.0.0.1"));

        await interruption.CancelAsync();
        await run.WaitAsync(Wait.Limit);
        File.Delete(file);
    }

    [Test]
    public async Task A_taken_port_is_an_error_of_one_line()
    {
        using var interruption = new CancellationTokenSource();
        await using var output = new SharedText();
        await using var error = new SharedText();
        var run = Task.Run(() => EntryPoint.RunAsync(["--port", "0"], output, output, interruption.Token));
        await Wait.UntilAsync(() => output.Text.Contains("Ctrl+C", StringComparison.Ordinal), () => "the welcome");
        var port = Regex.Match(output.Text, @"Gateway\s+ws://127.0.0.1:(\d+)").Groups[1].Value;

        var exitCode = await EntryPoint.RunAsync(["--port", port], output, error, CancellationToken.None);

        Assert.That(exitCode, Is.EqualTo(EntryPoint.Failed));
        Assert.That(error.Text, Does.StartWith("FAILED: ").And.Contain(port));
        await interruption.CancelAsync();
        await run.WaitAsync(Wait.Limit);
    }

    [Test]
    public async Task A_broken_plan_is_told_with_the_place_in_it()
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"plan-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, """{"deck":[{"verb":"reset"},{"verb":"explode"}]}""");
        await using var error = new SharedText();
        try
        {
            Assert.That(await EntryPoint.RunAsync(["--port", "0", "--faults", file], TextWriter.Null, error, CancellationToken.None), Is.EqualTo(EntryPoint.WrongOptions));
            Assert.That(error.Text, Does.StartWith("--faults: deck[1].verb is \"explode\", allowed: "));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A writer that can be read while it is written to.</summary>
    private sealed class SharedText : TextWriter
    {
        private readonly Lock _gate = new();
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public string Text
        {
            get
            {
                lock (_gate)
                {
                    return _text.ToString();
                }
            }
        }

        public override void Write(char value)
        {
            lock (_gate)
            {
                _text.Append(value);
            }
        }
    }
}
