namespace StreamPulse.Testing;

/// <summary>Temporary directories that the account running PostgreSQL can enter.</summary>
public static class TestDirectory
{
    private const string MemoryFileSystem = "/dev/shm";
    private const long EnoughBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>A new directory under the system's temporary one. The caller removes it.</summary>
    public static string Create() => Create(Path.GetTempPath());

    /// <summary>
    /// A new directory for many small files that live for one test run: in memory where there is room, which spares the disk thousands of
    /// files a run. The caller removes it.
    /// </summary>
    public static string CreateFast()
        => Directory.Exists(MemoryFileSystem) && new DriveInfo(MemoryFileSystem).AvailableFreeSpace >= EnoughBytes
            ? Create(MemoryFileSystem)
            : Create();

    private static string Create(string parent)
    {
        var directory = Path.Combine(parent, "streampulse-test-" + Guid.NewGuid().ToString("N")[..12]);
        if (OperatingSystem.IsWindows())
            return Directory.CreateDirectory(directory).FullName;
        return Directory.CreateDirectory(
            directory,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute).FullName;
    }
}
