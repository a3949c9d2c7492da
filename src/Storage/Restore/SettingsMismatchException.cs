namespace StreamPulse.Storage.Restore;

/// <summary>
/// The rows in the database were made with other settings. A user error: start with the same settings or use another database.
/// </summary>
public sealed class SettingsMismatchException(string differences)
    : Exception(
        $"The rows in this database were made with other settings: {differences}. Start with the same settings, or use another database.");
