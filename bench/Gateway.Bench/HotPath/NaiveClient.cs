using System.Net.WebSockets;
using System.Text.Json;

namespace Gateway.Bench.HotPath;

/// <summary>
/// What one writes in an afternoon: a ClientWebSocket, one buffer, a JSON reader. It keeps no session and sends no
/// heartbeats; it allocates nothing per event, so that it is as good as such a loop can be.
/// </summary>
internal static class NaiveClient
{
    private const int BufferSize = 64 * 1024;
    private static readonly byte[] Identify =
        """{"op":2,"d":{"token":"bench","intents":512,"properties":{"os":"linux","browser":"bench","device":"bench"}}}"""u8.ToArray();

    public static async Task<Sample> RunAsync(ServerProcess server, int warmUp, int events, bool parse)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(server.Url, CancellationToken.None);
        var buffer = new byte[BufferSize];
        await ReceiveAsync(socket, buffer); // Hello
        await socket.SendAsync(Identify, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await ReceiveAsync(socket, buffer); // READY
        var window = new Window(events);
        server.Blast(warmUp, events);
        await ReadAsync(socket, buffer, window, warmUp, events, parse);
        if (parse && window.Seen != events)
        {
            throw new InvalidOperationException($"{window.Seen} events were read and not {events}.");
        }

        socket.Abort();
        return window.Sample;
    }

    private static async Task ReadAsync(
        ClientWebSocket socket, byte[] buffer, Window window, int warmUp, int events, bool parse)
    {
        for (var i = 0; i < warmUp + events + 2; i++)
        {
            var length = await ReceiveAsync(socket, buffer);
            if (i == warmUp || i == warmUp + events + 1)
            {
                window.OnMarker();
            }
            else if (parse)
            {
                OnMessage(buffer.AsSpan(0, length), window);
            }
        }
    }

    private static async ValueTask<int> ReceiveAsync(ClientWebSocket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            length += result.Count;
            if (result.EndOfMessage)
            {
                return length;
            }
        }
    }

    private static void OnMessage(ReadOnlySpan<byte> payload, Window window)
    {
        var reader = new Utf8JsonReader(payload);
        long opcode = -1;
        long sequence = 0;
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> data = default;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("op"u8))
            {
                reader.Read();
                opcode = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("s"u8))
            {
                reader.Read();
                sequence = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("t"u8))
            {
                reader.Read();
                name = reader.ValueSpan;
            }
            else if (reader.ValueTextEquals("d"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                data = payload[start..(int)reader.BytesConsumed];
            }
        }

        if (opcode == 0 && sequence > 0 && name.Length > 0)
        {
            window.OnEvent(data.Length);
        }
    }
}
