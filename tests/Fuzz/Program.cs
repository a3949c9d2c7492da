return new StreamPulse.Fuzz.FuzzCommand().Run(args);
