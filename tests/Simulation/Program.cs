return await StreamPulse.Simulation.SimulateCommand.RunAsync(args);
