namespace StreamPulse.Core.Avro.Schemas;

/// <summary>
/// A schema is not Avro, or cannot be read as the schema it should be. The configuration's fault, or the sender's; trying again does not
/// help.
/// </summary>
public sealed class AvroSchemaException(string message, Exception? inner = null) : Exception(message, inner);
