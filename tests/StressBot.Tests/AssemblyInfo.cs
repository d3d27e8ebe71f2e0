// The library's meter is one for the process: two runs at a time would count each other's connections.
[assembly: NonParallelizable]
