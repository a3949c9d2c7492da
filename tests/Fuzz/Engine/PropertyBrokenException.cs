namespace StreamPulse.Fuzz.Engine;

/// <summary>A property does not hold for an input.</summary>
/// <param name="property">What should hold; the same for all inputs that break it.</param>
/// <param name="found">What was found instead.</param>
internal sealed class PropertyBrokenException(string property, string found)
    : Exception(found.Length == 0 ? property : $"{property}: {found}")
{
    public string Property { get; } = property;
}
