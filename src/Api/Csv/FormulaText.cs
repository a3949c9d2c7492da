using System.Globalization;

namespace StreamPulse.Api.Csv;

/// <summary>
/// Text that a spreadsheet could take for a formula when it opens a CSV file. Names and titles come from event producers, so a formula in
/// them would run at whoever opens the file.
/// </summary>
internal static class FormulaText
{
    /// <summary>Also full-width and small forms, which spreadsheets of some languages take for the same, and the minus sign.</summary>
    private const string Signs = "=+-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212";

    /// <summary>
    /// The text, prefixed with an apostrophe if it begins with one of the signs, also behind blanks and invisible characters, or with a
    /// tab, carriage return or line feed.
    /// </summary>
    public static string Harmless(string text) => CouldBeFormula(text) ? "'" + text : text;

    private static bool CouldBeFormula(string text)
    {
        if (text is ['\t' or '\r' or '\n', ..])
            return true;
        foreach (var c in text)
        {
            if (Signs.Contains(c, StringComparison.Ordinal))
                return true;
            if (!char.IsWhiteSpace(c) && !char.IsControl(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format)
                return false;
        }

        return false;
    }
}
