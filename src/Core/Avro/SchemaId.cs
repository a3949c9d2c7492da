using System.Globalization;

namespace StreamPulse.Core.Avro;

/// <summary>What a record's framing names its schema by: a registry's number (framing version 0), or a GUID (version 1).</summary>
public readonly record struct SchemaId
{
    private SchemaId(int number, Guid? guid) => (Number, Guid) = (number, guid);

    /// <summary>The number; 0 where there is a GUID.</summary>
    public int Number { get; }

    /// <summary>The GUID; null where there is a number.</summary>
    public Guid? Guid { get; }

    public static implicit operator SchemaId(int number) => FromInt32(number);

    public static implicit operator SchemaId(Guid guid) => FromGuid(guid);

    public static SchemaId FromInt32(int number) => new(number, null);

    public static SchemaId FromGuid(Guid guid) => new(0, guid);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, out SchemaId id)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            id = number;
        else if (System.Guid.TryParseExact(text, "D", out var guid))
            id = guid;
        else
            return Fail(out id);
        return true;

        static bool Fail(out SchemaId none)
        {
            none = default;
            return false;
        }
    }

    /// <summary>The number in decimal digits, or the GUID with dashes.</summary>
    public override string ToString() => Guid?.ToString("D") ?? Number.ToString(CultureInfo.InvariantCulture);
}
