using StreamPulse.Core.Avro;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Simulation.Network;
using StreamPulse.Simulation.Running;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Schemas;

/// <summary>The registry as one process sees it, and the schemas that this process has learned: they are lost with it.</summary>
internal sealed class SchemaConnection(World world, SimulatedRegistry registry, Mutant mutant) : ISchemaSource
{
    /// <inheritdoc/>
    public AvroSchemaSet Schemas { get; } = new(new AvroSchemaSetOptions { Learns = true });

    /// <inheritdoc/>
    public async Task LearnAsync(SchemaId id, CancellationToken cancellationToken)
    {
        string? json = null;
        try
        {
            json = await RemoteCall.SendAsync(
                world, registry.Network.PlanCall(), () => SimulatedRegistry.Find(id),
                static () => new SchemaUnavailableException("The simulated registry does not answer."), cancellationToken);
        }
        catch (SchemaUnavailableException) when (mutant == Mutant.AwayTakenForUnknown)
        {
            // What the product must not do.
        }

        Schemas.Learn(id, json);
    }

    /// <inheritdoc/>
    public Task RefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
