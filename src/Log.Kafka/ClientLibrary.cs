using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace StreamPulse.Log.Kafka;

/// <summary>The Kafka client that is loaded: Confluent.Kafka and the librdkafka beside it.</summary>
/// <param name="ManagedVersion">Version of Confluent.Kafka, such as 2.15.1.</param>
/// <param name="NativeVersion">Version of librdkafka, such as 2.15.1.</param>
/// <param name="Path">File that librdkafka was loaded from.</param>
/// <param name="Features">librdkafka's <c>builtin.features</c>, such as ssl and sasl_scram.</param>
public sealed unsafe record ClientLibrary(Version ManagedVersion, Version NativeVersion, string Path, IReadOnlyList<string> Features)
{
    /// <summary>Whether the two versions match: an older librdkafka may load and then fail to consume.</summary>
    public bool IsRecentEnough => NativeVersion >= ManagedVersion;

    /// <summary>Loads the library, if it is not loaded yet.</summary>
    /// <exception cref="ClientLibraryException">It is missing, does not load, or is not librdkafka.</exception>
    public static ClientLibrary Load()
    {
        try
        {
            var native = Library.Version;
            var path = FindLoaded();
            var assembly = typeof(Library).Assembly.GetName().Version!;
            return new ClientLibrary(
                new Version(assembly.Major, assembly.Minor, assembly.Build),
                new Version(native >> 24, (native >> 16) & 0xff, (native >> 8) & 0xff),
                path,
                ReadSetting(path, "builtin.features").Split(',', StringSplitOptions.RemoveEmptyEntries));
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or FileLoadException
            or InvalidOperationException or TypeInitializationException)
        {
            throw new ClientLibraryException(e);
        }
    }

    /// <summary>
    /// The file of the loaded library. Confluent.Kafka chooses one of several for the system; the chosen one is mapped into memory.
    /// </summary>
    /// <exception cref="DllNotFoundException">It could not be loaded, or it cannot be found again.</exception>
    internal static string FindLoaded()
    {
        if (Library.Version == 0)
            throw new DllNotFoundException("librdkafka is not loaded.");
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>()
            .Select(static m => m.FileName)
            .FirstOrDefault(static name => System.IO.Path.GetFileName(name) is { } file
                && file.Contains("librdkafka", StringComparison.Ordinal) && !file.Contains("++", StringComparison.Ordinal))
            ?? throw new DllNotFoundException("librdkafka is loaded, but not as a file of its own.");
    }

    // The managed client cannot read a default.
    private static string ReadSetting(string path, string name)
    {
        var library = NativeLibrary.Load(path);
        try
        {
            var create = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "rd_kafka_conf_new");
            var read = (delegate* unmanaged<nint, byte*, byte*, nuint*, int>)NativeLibrary.GetExport(library, "rd_kafka_conf_get");
            var destroy = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "rd_kafka_conf_destroy");
            Span<byte> value = stackalloc byte[1024];
            var size = (nuint)value.Length;
            var settings = create();
            int result;
            fixed (byte* key = Encoding.UTF8.GetBytes(name + '\0'))
            fixed (byte* to = value)
                result = read(settings, key, to, &size);
            destroy(settings);
            if (result != 0)
                throw new InvalidOperationException($"librdkafka does not say what {name} is");
            return Encoding.UTF8.GetString(value[..value.IndexOf((byte)0)]);
        }
        finally
        {
            NativeLibrary.Free(library);
        }
    }
}
