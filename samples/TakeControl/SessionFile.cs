using Gateway.Core;

namespace TakeControl;

/// <summary>A session in a file. It holds no token, but whoever has the token and this can take the session over.</summary>
internal sealed class SessionFile(string path)
{
    public ShardSession? Load()
    {
        try
        {
            return File.Exists(path) ? ShardSession.FromJson(File.ReadAllText(path)) : null;
        }
        catch (ArgumentException e)
        {
            Console.WriteLine($"[{path} is of no use: {e.Message}]");
            return null;
        }
    }

    public void Save(ShardSession? session)
    {
        if (session is null)
        {
            Delete();
            return;
        }

        // Written beside and moved, so that a crash leaves the old file or the new one.
        File.WriteAllText(path + ".new", session.ToJson());
        File.Move(path + ".new", path, overwrite: true);
    }

    public void Delete() => File.Delete(path);
}
