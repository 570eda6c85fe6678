using Auth0Ps.Sandbox.CommandLine;

return await SandboxCommandLine.RunAsync(args);
