using Auth0Ps.RotationRunner;
using Auth0Ps.State;

// The order is the first line of standard input, so that no secret is an argument; AUTH0PS_HOME names the data folder.
await new Runner(Runner.Read((await Console.In.ReadLineAsync())!), DataFolder.OfEnvironment, Console.In, Console.Out).RunAsync();
