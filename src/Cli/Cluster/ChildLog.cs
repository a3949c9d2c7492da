using System.Text;

namespace StreamPulse.Cli.Cluster;

/// <summary>What a program of the cluster prints: into a file, and its last lines for messages. One older file is kept.</summary>
internal sealed class ChildLog : IDisposable
{
    private const long MaxBytes = 16 * 1024 * 1024;
    private const int TailLines = 15;

    private readonly Lock _gate = new();
    private readonly Queue<string> _tail = new();
    private StreamWriter? _writer;

    /// <param name="path">Of the file; its directory is there.</param>
    public ChildLog(string path)
    {
        Path = path;
        _writer = Open();
    }

    public string Path { get; }

    /// <summary>Its last lines, indented.</summary>
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
                // A full disk must not keep the program from running; the tail still has it.
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
        => new(new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete), new UTF8Encoding(false)) { AutoFlush = true };

    private void Rotate()
    {
        _writer!.Dispose();
        File.Move(Path, Path + ".1", overwrite: true);
        _writer = Open();
    }
}
