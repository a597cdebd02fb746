from toso.command.main import run

run()
