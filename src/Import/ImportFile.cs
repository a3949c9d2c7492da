namespace StreamPulse.Import;

/// <summary>Opens files for reading while others may go on writing or renaming them.</summary>
internal static class ImportFile
{
    /// <exception cref="ImportException">It cannot be opened; the message says why and what to do.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
            });
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImportException($"{path}: there is no such file; check the path.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            var why = Directory.Exists(path) ? "it is a directory; name a file in it." : "no permission to read it; run as a user who may.";
            throw new ImportException($"{path}: {why}", exception);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or NotSupportedException)
        {
            throw new ImportException($"{path}: cannot be opened: {exception.Message}", exception);
        }
    }
}
