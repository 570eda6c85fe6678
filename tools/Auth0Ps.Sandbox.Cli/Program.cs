using Auth0Ps.Sandbox.Cli;

return await SandboxCommandLine.RunAsync(args);
