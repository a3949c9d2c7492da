using System.Text;

namespace StreamPulse.Cli.Cluster;

/// <summary>Writes the output of a cluster program to a file, and keeps the last lines for messages. One older file is kept.</summary>
internal sealed class ChildLog : IDisposable
{
    private const long MaxBytes = 16 * 1024 * 1024;
    private const int TailLines = 15;

    private readonly Lock _gate = new();
    private readonly Queue<string> _tail = new();
    private StreamWriter? _writer;

    /// <param name="path">Path of the file; its directory must exist.</param>
    public ChildLog(string path)
    {
        Path = path;
        _writer = Open();
    }

    public string Path { get; }

    /// <summary>The last lines, indented.</summary>
    public string Tail
    {
        get
        {
            lock (_gate)
                return string.Join(Environment.NewLine, _tail.Select(static l => "    " + l));
        }
    }

    public void Add(string line)
    {
        lock (_gate)
        {
            _tail.Enqueue(line);
            if (_tail.Count > TailLines)
                _tail.Dequeue();
            try
            {
                _writer?.WriteLine(line);
                if (_writer?.BaseStream.Length > MaxBytes)
                    Rotate();
            }
            catch (IOException)
            {
                // A full disk must not stop the program; the line is still in the tail.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _writer?.Dispose();
            _writer = null;
        }
    }

    private StreamWriter Open()
    {
        var file = new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        return new StreamWriter(file, new UTF8Encoding(false)) { AutoFlush = true };
    }

    private void Rotate()
    {
        _writer!.Dispose();
        File.Move(Path, Path + ".1", overwrite: true);
        _writer = Open();
    }
}
