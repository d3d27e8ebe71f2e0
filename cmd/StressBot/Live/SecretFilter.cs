namespace StressBot.Live;

/// <summary>Takes secrets out of what leaves the process: the bot's token, and the webhook's address, which is one too.</summary>
internal sealed class SecretFilter(params string[] secrets)
{
    private readonly string[] _secrets = [.. secrets.Where(s => s.Length > 0)];

    public string Apply(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return text;
    }
}
