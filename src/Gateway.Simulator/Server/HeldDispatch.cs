namespace Gateway.Simulator.Server;

/// <summary>Reorders what a session sends: takes a dispatch out of the line and lets it in again some places behind.</summary>
internal sealed class HeldDispatch
{
    private int _due;
    private int _behind;
    private int _passing;
    private byte[]? _held;

    /// <param name="count">How many dispatches, one after another.</param>
    /// <param name="behind">How many others each lets pass.</param>
    public void Order(int count, int behind) => (_due, _behind) = (count, behind);

    /// <summary>Takes a dispatch away, if one is wanted and none is held.</summary>
    public bool TryHold(byte[] dispatch)
    {
        if (_due == 0 || _held is not null)
        {
            return false;
        }

        _due--;
        _passing = _behind;
        _held = dispatch;
        return true;
    }

    /// <summary>Says that another one has gone out. Gives the held one back once enough have.</summary>
    public byte[]? AfterSend()
    {
        if (_held is null || --_passing > 0)
        {
            return null;
        }

        var dispatch = _held;
        _held = null;
        return dispatch;
    }

    /// <summary>The connection is gone. What was held comes with the replay.</summary>
    public void Drop() => _held = null;
}
