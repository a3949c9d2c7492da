namespace StreamPulse.Testing;

/// <summary>Temporary directories that the account running PostgreSQL can enter.</summary>
public static class TestDirectory
{
    /// <summary>A new directory under the system's temporary one. The caller removes it.</summary>
    public static string Create()
    {
        var directory = Directory.CreateTempSubdirectory("streampulse-test-");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(directory.FullName, directory.UnixFileMode | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return directory.FullName;
    }
}
