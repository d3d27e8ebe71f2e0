using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.Simulator.Hosting;

namespace GatewaySimulator.Tests.Support;

/// <summary>Calls the control API and reads its JSON.</summary>
internal sealed class ControlClient(SimulatorHost host) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = host.HttpBaseUrl };

    public async Task<JsonElement> GetAsync(string path)
        => (await CallAsync(HttpMethod.Get, path)).Body;

    /// <summary>Posts, and expects 200.</summary>
    public async Task<JsonElement> PostAsync(string path, string body)
    {
        var (status, answer) = await CallAsync(HttpMethod.Post, path, body);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), answer.ToString());
        return answer;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> CallAsync(
        HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStreamAsync());
        return (response.StatusCode, json.RootElement.Clone());
    }

    public Task<string> TextAsync(string path) => _http.GetStringAsync(new Uri(path, UriKind.Relative));

    public void Dispose() => _http.Dispose();
}
