"""Register-level models of the chips on a cabinet's I2C buses, by their data sheets.

They know registers and bytes. They know no board, no process and no cabinet: the world behind their pins is handed in.
"""
